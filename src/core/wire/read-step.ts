/** What a reader says: a packet is in the register; more octets are needed; the file is broken here. */
export const READ = { packet: 1, more: 0, broken: -1 } as const;
