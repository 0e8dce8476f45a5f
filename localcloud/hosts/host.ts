import type { System } from "../image/system";
import type { FirewallPolicy } from "./firewall";

/** The settings that a host is created with, and keeps. */
export interface HostSpec {
  /** Unique within the instance; part of the container's name. */
  readonly id: string;
  readonly hostname: string;
  readonly system: System;
  /** IPv4 within the instance's subnet; the host keeps it for its life. */
  readonly address: string;
  /** For cloud-init, as the cloud's user wrote it. */
  readonly userData?: string;
  /** Lines of root's authorized_keys. */
  readonly authorizedKeys: readonly string[];
}

/** The settings that may change during a host's life; applied again at each start. */
export interface HostSettings {
  /** All addresses of its interface, its own included, each with its prefix length, e.g. `198.51.100.20/27`. */
  readonly addresses: readonly string[];
  /** Absent: no packet is filtered. */
  readonly firewall?: FirewallPolicy;
  readonly limits: Limits;
}

export interface Limits {
  readonly vcpus: number;
  /** MiB. */
  readonly memory: number;
}

/** `rebooting`: it has shut down in order to start again. */
export type HostExit = "powered-off" | "rebooting";

export interface HostStatus {
  readonly id: string;
  readonly running: boolean;
}

/** The machines of one local cloud. Every operation is idempotent. */
export interface Hosts {
  list(): Promise<readonly HostStatus[]>;
  /** Creates the host without starting it. */
  create(spec: HostSpec): Promise<void>;
  /** Starts it and applies its settings. */
  start(id: string, settings: HostSettings): Promise<void>;
  /**
   * Waits until its sshd greets.
   *
   * @throws Error after a minute, and when `signal` aborts.
   */
  reachable(id: string, signal: AbortSignal): Promise<void>;
  /** Applies new settings to a running host. */
  configure(id: string, settings: HostSettings): Promise<void>;
  /** `graceful`: its systemd shuts down, for half a minute at most; `unplug`: as if the power failed. */
  stop(id: string, manner: "graceful" | "unplug"): Promise<void>;
  destroy(id: string): Promise<void>;
  /**
   * Resolves when a running host ends for any reason.
   *
   * @throws Error when the host is destroyed, and when `signal` aborts.
   */
  ended(id: string, signal: AbortSignal): Promise<HostExit>;
}
