"""The dashboard at `/`: static files for the browser, which then talks to the admin side like any other client."""
