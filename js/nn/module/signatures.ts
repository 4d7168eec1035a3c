/** What the methods of modules take. */
import { ANY, BOOL, FUNCTION, INT, named, OBJECT, optional, required, signature, TEXT } from '../../signature.ts';
import { PATH } from '../../io/path.ts';

const RECURSE = optional('recurse', BOOL, true);
const NAMES = [optional('prefix', TEXT, ''), RECURSE, optional('removeDuplicate', BOOL, true)] as const;
export const PARAMETERS = signature('parameters', RECURSE);
export const BUFFERS = signature('buffers', RECURSE);
export const NAMED_PARAMETERS = signature('named_parameters', ...NAMES);
export const NAMED_BUFFERS = signature('named_buffers', ...NAMES);
export const NAMED_MODULES = signature('named_modules', NAMES[0], NAMES[2]);
const TARGET = required('target', TEXT);
export const GET_SUBMODULE = signature('get_submodule', TARGET);
export const GET_PARAMETER = signature('get_parameter', TARGET);
export const GET_BUFFER = signature('get_buffer', TARGET);
export const APPLY = signature('apply', required('fn', FUNCTION));
export const TRAIN = signature('train', optional('mode', ANY, true));
export const REQUIRES_GRAD = signature('requires_grad_', optional('requiresGrad', BOOL, true));
export const ZERO_GRAD = signature('zero_grad', optional('setToNone', BOOL, true));
export const CUDA = signature('cuda', optional('device', INT, null));
export const SAVE = signature('save', required('path', PATH));
export const LOAD = signature('load', required('path', PATH), optional('strict', BOOL, true), optional('assign', BOOL, false));
export const REGISTER_BUFFER = signature('register_buffer', required('name', TEXT), required('tensor', OBJECT), optional('persistent', BOOL, true));
export const HOOK = signature('register_hook', required('hook', FUNCTION), named('prepend', BOOL, false));
export const REGISTER_PARAMETER = signature('register_parameter', required('name', TEXT), required('param', OBJECT));
export const REGISTER_MODULE = signature('register_module', required('name', TEXT), required('module', OBJECT));
export const ADD_MODULE = signature('add_module', required('name', TEXT), required('module', OBJECT));
