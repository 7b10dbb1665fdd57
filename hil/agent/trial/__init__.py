"""Trials: an agent on a bench is held to each sentence that its protocol's page promises."""
