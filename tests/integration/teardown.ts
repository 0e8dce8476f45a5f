export default async function placeholder(): Promise<void> { await Promise.resolve(); }
