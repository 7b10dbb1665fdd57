"""Conformance: does a server speak the protocol that shipped devices expect? `oceanhil conform URL`.

From below: `evidence` is what was sent and came back, `wire` sends it, `connector` reaches a server's own side: these
three know no contract, and worlds use them too. `contract` says what an item is and tries items on a subject,
`oceanremote` and `ringcentral` are the contracts, `recorded` judges recordings by one, `rehearsal` is the dry run,
`report` shows results, `command` puts a run together. No engine knows a service; recordings are OceanRemote's alone.
"""
