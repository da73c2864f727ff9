/** The moment before which all sessions of a role that is held closed are denied: later than any. ISO 8601. */
export const heldUntil = "2999-01-01T00:00:00Z";
