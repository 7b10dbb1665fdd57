"""Load by Locust: what a request and a device cost, beside Locust's own user classes and wrk, in one run."""
