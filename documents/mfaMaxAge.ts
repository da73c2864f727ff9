// A file of its own, since the command reads it at each call: what trust policies are made of takes longer to load.

/** The oldest MFA sign-in that a role accepts, in seconds, unless its settings say otherwise. */
export const defaultMfaMaxAge = 3600;
