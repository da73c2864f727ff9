/** Access keys. `sessionToken` is set when they are temporary. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The credentials from AssumeRole, with what belongs to them. */
export interface Session {
  readonly keys: Keys & { readonly sessionToken: string };
  /** ISO 8601. */
  readonly expiration: string;
  readonly roleArn: string;
  readonly assumedRoleArn: string;
  readonly assumedRoleId: string;
  readonly sourceIdentity?: string;
}
