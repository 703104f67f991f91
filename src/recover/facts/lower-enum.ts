import { ts } from '#typescript';
import type { Expr, Prop } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import type { Lowering } from './lowering.ts';

/** An enumeration as an object of its members. */
export function lowerEnum(lowering: Lowering, node: ts.EnumDeclaration): Expr {
  const props = lowering.inScope(true, () => enumMembers(lowering, node));
  return { k: 'obj', props, at: lowering.at(node) };
}

// A member may be made of those before it: `Charges = Base + '/charges'`.
function enumMembers(lowering: Lowering, node: ts.EnumDeclaration): Prop[] {
  let next = 0;
  return node.members.map((member) => {
    const key =
      ts.isIdentifier(member.name) || ts.isStringLiteral(member.name)
        ? member.name.text
        : member.name.getText(lowering.source);
    if (member.initializer && ts.isNumericLiteral(member.initializer)) next = Number(member.initializer.text);
    const value = member.initializer
      ? lowerExpression(lowering, member.initializer)
      : ({ k: 'num', v: next, at: lowering.at(member) } as const);
    next += 1;
    lowering.give(lowering.declare(key), value);
    return { key, value, at: lowering.at(member) };
  });
}
