/** Loaded first by scripts/asan-node.sh: wherever Tapir's addon is asked for, the one built with the sanitizer is opened. */
const addon = process.env.TAPIR_ASAN_ADDON;
const open = process.dlopen;
process.dlopen = (module, path, ...flags) => open.call(process, module, /[\\/]tapir\.[\w-]+\.node$/.test(path) ? addon : path, ...flags);
