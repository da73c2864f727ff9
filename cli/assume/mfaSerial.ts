/** The form of an MFA device's serial number. */

/**
 * Why a text cannot be the serial number of a device that shows codes; undefined when it can: the ARN of a virtual
 * device, or the number of a hardware one.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function serialProblem(serial: string): string | undefined {
  const found = `found ${JSON.stringify(serial)}`;
  const form = "the ARN of a virtual device, arn:aws:iam::<account>:mfa/<device>, or the number of a hardware device";
  if (/^arn:[^:]+:iam::\d{12}:u2f\//.test(serial))
    return `${found}, a security key or passkey, which AWS takes for no API call; expected ${form}`;
  if (/^arn:aws[a-z-]*:iam::\d{12}:(?:mfa|sms-mfa)\/[\w+=,.@/-]+$/.test(serial)) return undefined;
  const user = /^(arn:aws[a-z-]*:iam::\d{12}):user\/(?:.*\/)?([\w+=,.@-]+)$/.exec(serial);
  if (user) return `${found}, a user's ARN, expected ${form}; did you mean ${user[1]}:mfa/${user[2]}?`;
  return /^\w{9,256}$/.test(serial) ? undefined : `${found}, expected ${form}`;
}
