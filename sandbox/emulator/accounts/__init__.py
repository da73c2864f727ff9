"""The contents of the accounts: identities, their policies, sessions, MFA devices, and the rules for them."""
