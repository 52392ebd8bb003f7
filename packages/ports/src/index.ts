export { connect, type ConnectOptions, type Connection } from './connect.ts'
export type { EmitterPort, Port, TargetPort } from './port.ts'
export { serve, type ServeOptions, type Server } from './server.ts'
export { shared, type SharedOptions } from './shared.ts'
