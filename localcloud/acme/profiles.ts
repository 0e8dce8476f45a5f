/** What distinguishes the certificates of a profile: https://letsencrypt.org/docs/profiles/ */
export interface Profile {
  readonly description: string;
  /** Whether the first name is the subject's common name as well. */
  readonly commonName: boolean;
  /** Seconds. */
  readonly validity: number;
}

const hour = 60 * 60;
const day = 24 * hour;

/** Let's Encrypt's profiles, with their lifetimes. */
export const profiles = {
  classic: { description: "90 days, with a common name", commonName: true, validity: 90 * day },
  tlsserver: { description: "45 days", commonName: false, validity: 45 * day },
  shortlived: { description: "160 hours, also for IP addresses", commonName: false, validity: 160 * hour },
} satisfies Record<string, Profile>;

/** The profile of an order that names none. */
export const defaultProfile: keyof typeof profiles = "classic";

/** Seconds after which certificates of every profile have expired. */
export const longestValidity = Math.max(...Object.values(profiles).map(({ validity }) => validity));
