import { createHash } from "node:crypto";
import type { AptMachine } from "./apt";
import { distributions, sourcesList, type Keyring, type System } from "./system";

/** A file of the image. */
export interface ImageFile {
  /** Absolute path in the image. */
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/** Everything that determines the content of the host image. The same recipe gives the same image reference. */
export interface Recipe {
  /** E.g. `Debian 12`. */
  readonly title: string;
  readonly suite: string;
  readonly mirror: string;
  readonly components: readonly string[];
  /** debootstrap's script, if not the one by the suite's name. */
  readonly script?: string;
  /** The keys that the archive is signed with, if the machine may not have them. */
  readonly keyring?: Keyring;
  /** Installed on top of debootstrap's minimal set, without the packages that they only recommend. */
  readonly packages: readonly string[];
  /** Written before the packages are installed. */
  readonly files: readonly ImageFile[];
  /** systemd units that a container cannot run, or that would reach into the machine's own kernel. */
  readonly maskedUnits: readonly string[];
  /** systemd units that a new host must not start automatically. */
  readonly disabledUnits: readonly string[];
  /** Files to remove at the end, as shell patterns below `/`. */
  readonly removals: readonly string[];
}

// Packages of Debian's image at DigitalOcean that a program may rely on; no web server.
const packages = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "openssh-server",
  "cloud-init",
  "locales",
  "sudo",
  "iproute2",
  "nftables",
  "ca-certificates",
  "curl",
  "python3",
  "procps",
  "iputils-ping",
  "less",
  "gpg",
  "unattended-upgrades",
];

// udev, kernel modules, sysctls and binfmt belong to the machine: a container with access to them would change the machine.
const maskedUnits = [
  "systemd-udevd.service",
  "systemd-udev-trigger.service",
  "systemd-udevd-control.socket",
  "systemd-udevd-kernel.socket",
  "systemd-modules-load.service",
  "modprobe@.service",
  "systemd-sysctl.service",
  "systemd-binfmt.service",
  "proc-sys-fs-binfmt_misc.automount",
  "proc-sys-fs-binfmt_misc.mount",
  "systemd-remount-fs.service",
  "systemd-pstore.service",
  "getty.target",
  "getty@.service",
  "console-getty.service",
  "dev-hugepages.mount",
  "dev-mqueue.mount",
  "sys-kernel-config.mount",
  "sys-kernel-debug.mount",
  "sys-kernel-tracing.mount",
  "sys-fs-fuse-connections.mount",
  "cloud-init-hotplugd.socket",
];

const disabledUnits = [
  "apt-daily.timer",
  "apt-daily-upgrade.timer",
  "unattended-upgrades.service",
  "dpkg-db-backup.timer",
  "e2scrub_all.timer",
  "e2scrub_reap.service",
  "fstrim.timer",
];

// Users log in to DigitalOcean's droplets as root, and there is no `debian` user. podman sets up the network. Only those of
// cloud-init's modules that work in a container: loading the others takes a large part of its time.
const cloudConfig = `datasource_list: [NoCloud]
network: {config: disabled}
users: []
disable_root: false
locale: C.UTF-8
ssh_genkeytypes: [rsa, ecdsa, ed25519]
cloud_init_modules: [seed_random, bootcmd, write-files, set_hostname, update_hostname, update_etc_hosts, ca-certs, rsyslog, users-groups, ssh]
cloud_config_modules: [ssh-import-id, locale, set-passwords, apt-configure, ntp, timezone, runcmd]
cloud_final_modules: [package-update-upgrade-install, write-files-deferred, puppet, chef, salt-minion, scripts-vendor, scripts-per-once, \
scripts-per-boot, scripts-per-instance, scripts-user, phone-home, final-message, power-state-change]
`;

// Syncing every unpacked file to the machine's disk takes long, and a throw-away host has nothing to protect.
const dpkgConfig = `force-unsafe-io
path-exclude=/usr/share/man/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
`;

// The lists of packages stay: every push updates them first, which takes less time than to fetch them whole.
const removals = [
  "usr/share/man/*",
  "usr/share/locale/*",
  "var/cache/apt/*",
  "var/log/apt",
  "var/log/*.log",
  "tmp/*",
  // Every host generates its own keys at its first boot.
  "etc/ssh/ssh_host_*",
  "etc/hostname",
  "etc/resolv.conf",
  "var/lib/dbus/machine-id",
];

/** The recipe for a system on this machine: Debian's systems with the mirror of the machine's apt, all with its settings. */
export function hostRecipe(system: System, machine: AptMachine): Recipe {
  const { title, suite, script, keyring, components, archive, packages: more } = distributions[system];
  const file = (path: string, content: string): ImageFile => ({ path, content, mode: 0o644 });
  return {
    title,
    suite,
    mirror: archive(machine),
    components,
    ...(script !== undefined && { script }),
    ...(keyring && { keyring }),
    packages: [...packages, ...more],
    files: [
      file("/etc/apt/sources.list", sourcesList(system, machine)),
      file("/etc/apt/apt.conf.d/90host", [...machine.settings, 'Acquire::Languages "none";', ""].join("\n")),
      file("/etc/dpkg/dpkg.cfg.d/90host", dpkgConfig),
      file("/etc/cloud/cloud.cfg.d/90_host.cfg", cloudConfig),
      file("/etc/default/locale", "LANG=C.UTF-8\n"),
    ],
    maskedUnits,
    disabledUnits,
    removals,
  };
}

/** E.g. `localhost/tlsup-host:3f9c2a61b0de`. */
export function imageReference(recipe: Recipe): string {
  return `localhost/tlsup-host:${createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 12)}`;
}
