/** What answers behind a server's TLS. */
export type Content = UpstreamContent | FilesContent | WsgiContent;

/** A process that speaks HTTP. */
export interface UpstreamContent {
  readonly kind: "upstream";
  /** `http://host:port` */
  readonly url: string;
}

/** Files. */
export interface FilesContent {
  readonly kind: "files";
  /** Their folder on the host: an absolute path that stays the same from release to release. */
  readonly folder: string;
}

/** A Python program that gunicorn runs. */
export interface WsgiContent {
  readonly kind: "wsgi";
  /** The folders on the host that its modules are found in. */
  readonly pythonPath: readonly string[];
  /** `module:callable` */
  readonly callable: string;
  /** The Python that has what it requires. */
  readonly python: string;
  /** @default two processes for each processor, and one */
  readonly workers?: number;
}
