import type { AptMachine } from "./apt";

/** A system that machines of the local cloud boot. */
export type System = "debian-12" | "debian-13" | "ubuntu-24.04";

/** A package with the keys that a distribution signs its archive with. */
export interface Keyring {
  readonly url: string;
  /** Of the package, in hexadecimal. */
  readonly sha256: string;
  /** The path of the keys in it, without the slash at the beginning. */
  readonly path: string;
}

/** Where a system's packages come from, and what its image at the vendors has that others' have not. */
export interface Distribution {
  readonly title: string;
  readonly suite: string;
  /** debootstrap's script, if it may know none by the suite's name. */
  readonly script?: string;
  /** Absent: Debian's keys, which are on the machine. */
  readonly keyring?: Keyring;
  readonly components: readonly string[];
  readonly archive: (machine: AptMachine) => string;
  readonly security: (machine: AptMachine) => string;
  readonly packages: readonly string[];
}

const debian = {
  components: ["main"],
  archive: ({ archive }: AptMachine) => archive,
  security: ({ security }: AptMachine) => security,
  packages: [],
};

export const distributions: Readonly<Record<System, Distribution>> = {
  "debian-12": { ...debian, title: "Debian 12", suite: "bookworm" },
  "debian-13": { ...debian, title: "Debian 13", suite: "trixie" },
  "ubuntu-24.04": {
    title: "Ubuntu 24.04",
    suite: "noble",
    // All suites of Ubuntu have the same script; Debian 12's debootstrap is older than this one.
    script: "/usr/share/debootstrap/scripts/gutsy",
    keyring: {
      url: "https://archive.ubuntu.com/ubuntu/pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb",
      sha256: "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8",
      path: "usr/share/keyrings/ubuntu-archive-keyring.gpg",
    },
    components: ["main", "universe"],
    archive: () => "http://archive.ubuntu.com/ubuntu",
    security: () => "http://security.ubuntu.com/ubuntu",
    packages: ["needrestart"],
  },
};

/** The sources of a system's cloud images: the suite, its updates and its security updates. */
export function sourcesList(system: System, machine: AptMachine): string {
  const { suite, components, archive, security } = distributions[system];
  const source = (uri: string, each: string): string => `deb ${uri} ${each} ${components.join(" ")}\n`;
  return source(archive(machine), suite) + source(archive(machine), `${suite}-updates`) + source(security(machine), `${suite}-security`);
}
