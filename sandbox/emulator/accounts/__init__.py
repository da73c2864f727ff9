"""What the accounts hold: identities, their policies, sessions, MFA devices, and the rules among them."""
