"""The way to the server under test: requests and broken ones, at a pace it bears, after a look at who is there."""
