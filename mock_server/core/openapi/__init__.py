"""The OpenAPI 3.1 description of a server, made from its routes, its message types and the profile in force.

`document.openapi_document` makes it, `pages.DescriptionPages` serves it, and the page for people that is made from it.
"""
