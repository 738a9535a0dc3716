"""Logging in: password or passkey, then a second factor; changing them; tokens for programs; accounts of others."""
