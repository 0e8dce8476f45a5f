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
  /** Their folder on the host: an absolute path that is the same for all releases. */
  readonly folder: string;
}

/** A Python program that gunicorn runs. */
export interface WsgiContent {
  readonly kind: "wsgi";
  /** The folders on the host with its modules. */
  readonly pythonPath: readonly string[];
  /** `module:callable` */
  readonly callable: string;
  /** The Python interpreter that has its requirements. */
  readonly python: string;
  /** @default two for each processor, plus one */
  readonly workers?: number;
}
