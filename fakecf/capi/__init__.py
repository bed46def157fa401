"""What Cloud Controller says: routes, checks, bodies, errors, all in its own words."""
