/**
 * How V8 is started to be measured. It collects garbage on request, and never beside the program: while it
 * marks in the background every write to a Map takes half as long again, and for how long it does so depends on
 * what else the machine is doing.
 */
export const ENGINE_FLAGS: readonly string[] = ['--expose-gc', '--single-threaded-gc']
