"""What has to be found in a policy, decided with z3 from its reading alone. Findings are named by lines."""

from collections import defaultdict

import z3


class Expected:
    """The rules of a policy as formulas, and the questions about them."""

    def __init__(self, policy, reading):
        self.policy, self.reading = policy, reading
        self.possible = reading.possible
        self.rules = [each for each in policy.statements if each.in_force]
        self.formula = {id(each): reading.statement(each) for each in self.rules}
        self.allows = [each for each in self.rules if each.action == "allow"]
        self.denies = [each for each in self.rules if each.action == "deny"]
        self.allowed, self.denied = self.union(self.allows), self.union(self.denies)
        self.permitted = z3.And(self.allowed, z3.Not(self.denied))
        self.by_line = {each.at: each for each in self.rules}

    def union(self, statements):
        """What some of the statements say."""
        return z3.Or([self.formula[id(each)] for each in statements])

    def counted(self, statement):
        """What a statement does to the permitted set, if it stood alone among its kind."""
        other = z3.Not(self.denied) if statement.action == "allow" else self.allowed
        return z3.And(self.formula[id(statement)], other)

    def does_nothing(self):
        """(allows of which denies leave nothing, denies that remove nothing)."""
        dead = [each for each in self.rules if not self.possible(self.counted(each))]
        return [each for each in dead if each.action == "allow"], [each for each in dead if each.action == "deny"]

    def removed_lines(self):
        """The lines that a person wrote and of which denies leave nothing: an `apply` counts alone."""
        left = defaultdict(bool)
        for statement in self.allows:
            for flow, cause in zip(statement.flows, statement.causes):
                left[cause] |= self.possible(self.reading.flow(flow), z3.Not(self.denied))
        return {line for line, some in left.items() if not some}

    def covers(self, other, statement):
        """Whether one statement may stand in for another: of its kind, and not for a shorter time."""
        if other is statement or other.action != statement.action:
            return False
        lasts = other.until is None or (statement.until is not None and other.until >= statement.until)
        return lasts or statement.action == "deny"

    def is_covered(self, statement, others):
        """Whether all that counts of a statement is said by others too."""
        return not self.possible(self.counted(statement), z3.Not(self.union(others)))

    def redundant(self):
        """(statements that those cover which stay, statements that need each other to be covered)."""
        dead = {id(each) for kind in self.does_nothing() for each in kind}
        others = {id(each): [other for other in self.rules if self.covers(other, each)] for each in self.rules}
        alive = [each for each in self.rules if id(each) not in dead]
        going = [each for each in alive if self.is_covered(each, others[id(each)])]
        gone = {id(each) for each in going}
        alone, mutual = [], []
        for each in going:
            staying = [other for other in others[id(each)] if id(other) not in gone]
            (alone if self.is_covered(each, staying) else mutual).append(each)
        return alone, mutual

    def causes(self):
        """For each line that breaks an assertion the names of those; a `must` that nothing permits is its own cause."""
        found = defaultdict(set)
        # With `<->` each direction is judged alone.
        for assertion in self.policy.assertions:
            for flow in self.reading.directions(assertion.flow):
                if assertion.kind == "never":
                    self.note_causes(found, assertion, self.allows, z3.And(flow, z3.Not(self.denied)))
                elif not self.note_causes(found, assertion, self.denies, flow):
                    if self.possible(flow, z3.Not(self.permitted)):
                        found[assertion.at].add(assertion.name)
        return dict(found)

    def note_causes(self, found, assertion, statements, wrong):
        """Notes the lines of the instances that meet what is wrong."""
        touched = False
        for statement in statements:
            for flow, cause in zip(statement.flows, statement.causes):
                if self.possible(self.reading.flow(flow), wrong):
                    found[cause].add(assertion.name)
                    touched = True
        return touched

    def violating(self, assertion):
        """The packets that break an assertion."""
        wrong = self.permitted if assertion.kind == "never" else z3.Not(self.permitted)
        return z3.And(self.reading.flow(assertion.flow), wrong)

    def failing_tests(self):
        """Lines of tests that fail, or that try nothing."""
        wrong = {True: z3.Not(self.permitted), False: self.permitted}
        flows = [(test, self.reading.flow(test.flow)) for test in self.policy.tests]
        return {
            test.at
            for test, flow in flows
            if self.possible(flow, wrong[test.allowed]) or not self.possible(flow)
        }
