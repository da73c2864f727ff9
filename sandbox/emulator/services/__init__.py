"""For each service: what a request asks for (action, resource, condition keys)."""
