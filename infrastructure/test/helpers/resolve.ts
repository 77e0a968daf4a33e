/**
 * A template as one deployment sees it: parameters filled in, conditions decided, what they exclude gone. Scanners and
 * the policy simulator then judge values instead of formulas. What only exists once it is deployed (another resource's
 * name or attribute) stays a reference, or becomes what `physical` says.
 */

import { isList, isObject, type Json, type JsonObject, list, many, object, text } from './json.ts';

export interface Deployment {
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** What a reference to a resource, or to an attribute of it, stands for. */
  readonly physical?: (logicalId: string, attribute: string | undefined) => string | undefined;
}

export const accountId = '111122223333';
export const region = 'ap-northeast-1';

const nothing = Symbol('AWS::NoValue');
type Resolved = Json | typeof nothing;

export function resolve(template: JsonObject, deployment: Deployment): JsonObject {
  const resolver = new Resolver(template, deployment);
  const kept = (section: string): JsonObject => resolver.section(section);
  const { Parameters: _, Conditions: __, Rules: ___, ...rest } = template;
  return {
    ...rest,
    Resources: kept('Resources'),
    ...('Outputs' in template && { Outputs: kept('Outputs') }),
  };
}

class Resolver {
  readonly #template: JsonObject;
  readonly #deployment: Deployment;

  constructor(template: JsonObject, deployment: Deployment) {
    this.#template = template;
    this.#deployment = deployment;
    const declared = object(template['Parameters'] ?? {});
    for (const name of Object.keys(deployment.parameters))
      if (!(name in declared)) throw new Error(`the template has no parameter ${name}`);
  }

  section(name: string): JsonObject {
    const entries = Object.entries(object(this.#template[name])).filter(([, entry]) => this.#exists(entry));
    return Object.fromEntries(
      entries.map(([id, entry]) => {
        const { Condition: _, DependsOn: dependsOn, ...rest } = object(entry);
        const resources = object(this.#template['Resources']);
        const remaining = many(dependsOn).filter((other) => this.#exists(resources[text(other)]));
        return [id, { ...object(this.#value(rest)), ...(remaining.length > 0 && { DependsOn: remaining }) }];
      }),
    );
  }

  #exists(entry: Json | undefined): boolean {
    const condition = object(entry)['Condition'];
    return condition === undefined || this.#condition(text(condition));
  }

  #condition(name: string): boolean {
    return this.#truth(object(this.#template['Conditions'])[name]);
  }

  #truth(formula: Json | undefined): boolean {
    const [[operator, operands] = ['', null]] = Object.entries(object(formula));
    switch (operator) {
      case 'Condition':
        return this.#condition(text(operands));
      case 'Fn::Equals': {
        const [left, right] = list(operands).map((operand) => this.#value(operand));
        return String(left) === String(right);
      }
      case 'Fn::And':
        return list(operands).every((operand) => this.#truth(operand));
      case 'Fn::Or':
        return list(operands).some((operand) => this.#truth(operand));
      case 'Fn::Not':
        return list(operands).every((operand) => !this.#truth(operand));
      default:
        throw new Error(`unknown condition ${operator}`);
    }
  }

  #value(value: Json): Json {
    const resolved = this.#resolve(value);
    if (resolved === nothing) throw new Error('AWS::NoValue where a value is needed');
    return resolved;
  }

  #resolve(value: Json): Resolved {
    if (isList(value)) return value.map((item) => this.#resolve(item)).filter((item) => item !== nothing);
    if (!isObject(value)) return value;
    const [[name, inner] = ['', null], ...others] = Object.entries(value);
    if (others.length === 0) {
      if (name === 'Ref') return this.#reference(text(inner), value);
      if (name === 'Fn::GetAtt') return this.#physical(list(inner).map(text)) ?? value;
      if (name === 'Fn::If') {
        const [condition, yes = null, no = null] = list(inner);
        return this.#resolve(this.#condition(text(condition)) ? yes : no);
      }
      if (name === 'Fn::Sub') return this.#substitute(text(inner));
    }
    const members: [string, Json][] = [];
    for (const [member, formula] of Object.entries(value)) {
      const resolved = this.#resolve(formula);
      if (resolved !== nothing) members.push([member, resolved]);
    }
    return Object.fromEntries(members);
  }

  #reference(name: string, reference: Json): Resolved {
    if (name === 'AWS::NoValue') return nothing;
    return this.#known(name) ?? this.#physical([name]) ?? reference;
  }

  #substitute(pattern: string): Json {
    const filled = pattern.replace(/\$\{([A-Za-z0-9:.]+)\}/g, (whole, name: string) => {
      const known = this.#known(name) ?? this.#physical(name.split(/\.(.*)/).filter((part) => part !== ''));
      return known === undefined ? whole : String(known);
    });
    return filled.includes('${') ? { 'Fn::Sub': filled } : filled;
  }

  #known(name: string): string | number | undefined {
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::AccountId': accountId,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::StackName': this.#deployment.stackName,
    };
    if (name in pseudo) return pseudo[name];
    const parameter = object(this.#template['Parameters'] ?? {})[name];
    if (parameter === undefined) return undefined;
    const value = this.#deployment.parameters[name] ?? object(parameter)['Default'];
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new Error(`parameter ${name} has no value`);
    return value;
  }

  #physical([logicalId = '', attribute]: readonly string[]): string | undefined {
    return this.#deployment.physical?.(logicalId, attribute);
  }
}
