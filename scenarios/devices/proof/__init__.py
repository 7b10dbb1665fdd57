"""The proof of a test: its world is changed, and what is expected has to notice.

A case that passes says little if it would pass whatever happened. So it is done again in changed worlds: the serial
line says nothing, the server answers nobody, one step is left out. An expectation that holds in every one of them is
*idle*: nothing depends on it. That is mutation testing with the world in the place of the program.

- What the changes are stands once, in `changes.KINDS`.
- In a changed world a run goes on behind an expectation that does not hold. The next one is judged by what there is
  then, in the same world, so one failure hides no other, and nothing is called idle because nobody came to it. What a
  failure costs is the time that the expectation waited in vain; whoever comes behind it is later by so much. The other
  choice, each expectation in a run of its own without those before it, would take away the time and the cursors that
  these leave, and judge a scenario that nobody wrote.
- An expectation has noticed a change if it is unmet, if the run is in error at it, or if a `classify` names another
  outcome. It has not if only what a step before it should have prepared is missing (`UnpreparedError`): the file would
  be wrong then, not the device.
- A step without which everything holds is no mistake, and is told all the same: it may be what the scenario is about,
  because the device is to come through it.
- Invariants are not judged here. They belong to every run, and `make judge` asks what they are worth. What one notices
  counts where a step is left out.
"""
