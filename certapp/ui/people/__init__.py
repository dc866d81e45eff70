"""People, roles, keys and what is carried to the country CA."""
