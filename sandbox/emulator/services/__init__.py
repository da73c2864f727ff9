"""What a request to each service asks for: action, resource, condition keys."""
