/** The socket, in the folder of the local cloud, where a plugin's script asks for a plugin. */
export const socketName = "providers.sock";
