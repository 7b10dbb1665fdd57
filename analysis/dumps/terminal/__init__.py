"""Reports for people: rich renderables, which are plain text where there is no terminal."""
