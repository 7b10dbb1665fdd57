"""Conformance: does a server speak the protocol that shipped devices expect? `oceanhil conform URL`.

How a server is reached that is not ours is in `remote`, which knows no contract. From below: `contract` says what an
item is and tries items on a subject, `oceanremote` and `ringcentral` are the contracts, `recorded` judges recordings by
one, `rehearsal` is the dry run, `report` shows results, `command` puts a run together. No engine knows a service;
recordings are OceanRemote's alone.
"""
