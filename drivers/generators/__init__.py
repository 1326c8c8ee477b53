"""X-ray generators; their command sets are data in profiles/."""
