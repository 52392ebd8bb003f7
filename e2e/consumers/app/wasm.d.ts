declare module '*.wasm' {
  /** The address of the file, as esbuild's file loader gives it. */
  const url: string
  export default url
}
