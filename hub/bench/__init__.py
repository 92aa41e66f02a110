"""How fast the portal is, measured as it is deployed: `python3 manage.py bench`."""
