/** A vendor's SDK that is installed by those who use it. */
export class OptionalSdk<Sdk> {
  constructor(
    private readonly name: string,
    private readonly load: () => Sdk,
  ) {}

  /** The name of the package that must be installed first; `undefined` if it is there. */
  missing(): string | undefined {
    return this.#loaded() ? undefined : this.name;
  }

  /** @throws Error if it is not installed. */
  get(): Sdk {
    const sdk = this.#loaded();
    if (!sdk) throw new Error(`Cannot make anything at this vendor as ${this.name} must be installed: run npm install ${this.name}`);
    return sdk;
  }

  #loaded(): Sdk | undefined {
    try {
      return this.load();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
      throw error;
    }
  }
}
