import { type Access, excess, type Excess } from "./access";
import { accessNow, type Attempt } from "./controls";
import { type ApiCall, openProxy, type Proxy, type ProxyHooks } from "./proxy";

/** What was so right after a call that can change something. */
export interface Observation {
  readonly call: ApiCall;
  /** The HTTP status of the emulator's answer, whether or not the caller got it. */
  readonly status: number;
  readonly access: Access;
}

/** How to observe. */
export interface ObserverOptions extends ProxyHooks {
  /** Of an emulator whose world has `controls`. */
  readonly endpoint: string;
  /** Who tries AssumeRole, and how: see `attemptsOf`. */
  readonly attempts: readonly Attempt[];
}

/** Looks, after every call that can change something, who may assume which role and with what. */
export interface Observer extends Proxy {
  /** In the order of the calls. */
  readonly observations: readonly Observation[];
  /** The same at this moment. */
  access(): Promise<Access>;
  /** Forgets what was observed and which calls came. */
  forget(): void;
}

/**
 * Opens a proxy whose `url` is to be `AWS_ENDPOINT_URL` of whatever is observed.
 *
 * Usage: `const before = await observer.access()`, deploy, `const after = await observer.access()`; then
 * `exceeding(observer.observations, [before, after])` is empty unless somebody had more in between than before and after.
 */
export async function openObserver({ endpoint, attempts, before, after }: ObserverOptions): Promise<Observer> {
  const observations: Observation[] = [];
  const proxy = await openProxy(endpoint, {
    before: (call) => before?.(call) ?? "pass",
    async after(call, status) {
      if (call.mutating) observations.push({ call, status, access: await accessNow(endpoint, attempts) });
      await after?.(call, status);
    },
  });
  return {
    ...proxy,
    observations,
    access: () => accessNow(endpoint, attempts),
    forget() {
      observations.length = 0;
      proxy.forget();
    },
  };
}

/** The observations in which somebody held more than every baseline gives, with what they held. */
export function exceeding(
  observations: readonly Observation[],
  baselines: readonly Access[],
): (Observation & { readonly found: readonly Excess[] })[] {
  return observations
    .map((one) => ({ ...one, found: excess(one.access, baselines) }))
    .filter(({ found }) => found.length > 0);
}
