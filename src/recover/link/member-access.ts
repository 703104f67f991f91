import type { Evidence } from '../../model/system.ts';
import { attachedMember } from './attached-members.ts';
import { cradleMember } from './containers.ts';
import { asDefault, environmentMember } from './environment-values.ts';
import type { Evaluator } from './evaluate.ts';
import { globalMember } from './global-members.ts';
import { keptFunctions } from './kept-functions.ts';
import { libraryMember } from './library-values.ts';
import { lookedUpHost } from './service-lookups.ts';
import { memberOfInstance, memberOfObject, staticMember } from './members.ts';
import { queueName } from './queue-names.ts';
import { contextMember } from './request-contexts.ts';
import { nodeConfig } from './node-config.ts';
import { connectionMember, urlPart } from './url-parts.ts';
import { selfOf, text, type Frame, type Lib, type Value } from './values.ts';

/** The member of one value, whatever kind of value it is; empty when it has none of that name. */
export function memberOf(evaluator: Evaluator, value: Value, name: string, at: Evidence): Value[] {
  switch (value.t) {
    case 'obj':
      return evaluator.invocations.property(value, name, () => memberOfObject(evaluator, value, name));
    case 'inst':
      return memberOfInstance(evaluator, value, name, value);
    case 'class':
      return classMember(evaluator, value, name);
    case 'mod':
      return evaluator.exportValue(value.file, name);
    case 'lib':
      return value.lib.pkg === 'global' && value.lib.path === 'process' && name === 'env'
        ? [{ t: 'env' }]
        : (keptMember(evaluator, value.lib, name, at.file) ??
            cradleMember(evaluator, value.lib, name, at.file) ??
            attachedMember(evaluator, value.lib, name, at.file) ??
            contextMember(evaluator, value.lib, name, at.file) ??
            configMember(evaluator, value.lib, name, at) ??
            lookedUpHost(evaluator, value.lib, name) ??
            connectionMember(evaluator, value.lib, name) ??
            queueName(evaluator, value.lib, name) ?? [
              libraryMember(value.lib, name),
              ...keptFunctions(evaluator, value.lib, name),
            ]);
    case 'env':
      return [{ t: 'text', parts: [{ p: 'env', name, at }] }];
    case 'envobj':
      return environmentMember(evaluator, value, name, at);
    case 'merge':
      return value.defaults
        ? mergedMember(evaluator, value, name, at).map(asFallback)
        : mergedMember(evaluator, value, name, at);
    case 'fn':
      return evaluator.assigned?.of(evaluator, value, name) ?? [];
    case 'unknown':
      return [value];
    case 'text':
      return name === 'href' ? [value] : memberOfText(value, name);
    default:
      return [];
  }
}

function keptMember(evaluator: Evaluator, lib: Lib, name: string, file: string): Value[] | undefined {
  const isGlobal = lib.pkg === 'global' && /^global(?:This)?$/.test(lib.path);
  return isGlobal ? globalMember(evaluator, name, file) : undefined;
}

// A part of a URL; else a member of a symbolic parameter, which is as symbolic: callers may know more.
function memberOfText(value: Extract<Value, { t: 'text' }>, name: string): Value[] {
  const [first] = value.parts;
  const isUrl = first?.p === 'text' && first.s.includes('://');
  if (isUrl || value.parts.every((part) => part.p !== 'param')) return urlPart(value, name);
  return [
    {
      t: 'text',
      parts: value.parts.map((part) =>
        part.p === 'param' ? { ...part, name: part.name ? `${part.name}.${name}` : name } : part,
      ),
    },
  ];
}

// `config.payment.url` of node-config, as good as `config.get('payment.url')`.
function configMember(evaluator: Evaluator, lib: Lib, name: string, at: Evidence): Value[] | undefined {
  if (lib.pkg !== 'config' || lib.path !== '' || /^(?:default|get|has|util)$/.test(name)) return undefined;
  const values = nodeConfig(evaluator, name, at.file, at);
  return values.length > 0 ? values : undefined;
}

// A static member called `name` hides the name that every class has.
function classMember(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>, name: string): Value[] {
  // `Orders.prototype.list`, given to a router: a method of any instance.
  if (name === 'prototype') return [{ t: 'inst', file: value.file, c: value.c, ctor: undefined, site: 'open' }];
  const own = name === 'name' && !hidesName(evaluator, value);
  return own ? className(evaluator, value) : staticMember(evaluator, value, name);
}

function hidesName(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>): boolean {
  const cls = evaluator.program.cls(value.file, value.c);
  return [...(cls?.fields ?? []), ...(cls?.methods ?? [])].some((one) => one.isStatic && one.name === 'name');
}

function className(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>): Value[] {
  const cls = evaluator.program.cls(value.file, value.c);
  return cls?.name ? [text(cls.name, 'literal', evaluator.evidence(value.file, cls))] : [];
}

function mergedMember(
  evaluator: Evaluator,
  merged: Extract<Value, { t: 'merge' }>,
  name: string,
  at: Evidence,
): Value[] {
  const { of, deep, omit, pick } = merged;
  const assigned = evaluator.assigned?.of(evaluator, merged, name) ?? [];
  if (assigned.length > 0) return assigned;
  if (omit?.has(name) || pick?.has(name) === false) return [];
  const layers: Value[] = [];
  for (const value of [...of].reverse()) {
    const found = memberOf(evaluator, value, name, at);
    if (found.length === 0) continue;
    if (!deep || !found.every(isObject)) return layers.length > 0 ? [{ t: 'merge', of: layers, deep: true }] : found;
    layers.unshift(...found);
  }
  const [only] = layers;
  return only && layers.length === 1 ? [only] : layers.length > 0 ? [{ t: 'merge', of: layers, deep: true }] : [];
}

function asFallback(value: Value): Value {
  return isObject(value) ? { t: 'merge', of: [value], deep: true, defaults: true } : asDefault(value);
}

function isObject(value: Value): boolean {
  return value.t === 'obj' || value.t === 'merge' || value.t === 'mod';
}

/** `super.name` inside class `c`: a method of the base, bound to the receiver. */
export function superMember(
  evaluator: Evaluator,
  file: string,
  c: number,
  name: string,
  frame: Frame | undefined,
): Value[] {
  const cls = evaluator.program.cls(file, c);
  if (!cls?.ext) return [];
  const self = selfOf(frame) ?? { t: 'inst', file, c, ctor: undefined, site: 'open' };
  return evaluator.eval(file, cls.ext, undefined).flatMap((base) => {
    if (base.t === 'class')
      return memberOfInstance(
        evaluator,
        { t: 'inst', file: base.file, c: base.c, ctor: undefined, site: 'open' },
        name,
        self,
      );
    return base.t === 'lib' ? [libraryMember(base.lib, `!.${name}`, true)] : [];
  });
}
