"""The seat contract in plain Python, without a database: what every interleaving has to come to.

It knows nothing of locks, transactions or queries. People are numbers, seats are counted on fingers.
"""

from dataclasses import dataclass, field


@dataclass
class Seats:
    """One block: whose it is, where its unused seats go, and who sits in it."""

    name: str
    seats: int
    unit: str = ""
    side: str = "pool"
    parent: str = ""
    reserved: bool = False
    due: bool = False
    returned: bool = False
    people: set[int] = field(default_factory=set)

    @property
    def free(self):
        return self.seats - len(self.people)

    def is_open_to(self, unit, side):
        return unit.startswith(self.unit) if self.unit else self.side in {side, "pool"}

    @property
    def nearness(self):
        if self.unit:
            return (0, -len(self.unit), not self.reserved)
        return (1 if self.side != "pool" else 2, 0, 0)


class Oracle:
    """`people`: number → (path of the unit, side)."""

    def __init__(self, people, blocks):
        self.people = dict(people)
        self.blocks = {block.name: block for block in blocks}
        self.line = []
        self.submitted = set()

    def seat_of(self, person):
        return next((b.name for b in self.blocks.values() if person in b.people), "")

    def is_in(self, person):
        return person in self.line or person in self.submitted or bool(self.seat_of(person))

    def open_to(self, person):
        unit, side = self.people[person]
        found = [b for b in self.blocks.values() if b.seats and b.is_open_to(unit, side)]
        return sorted(found, key=lambda b: b.nearness)

    def may_join(self, person):
        """Somebody for whom there are no seats, and to whom none will come back, is refused."""
        coming = [self.goal(b) for b in self.blocks.values() if b.seats and b.due and not b.returned]
        return bool(self.open_to(person)) or any(b.is_open_to(*self.people[person]) for b in coming)

    def place(self, person):
        """Nearest free seat, else the end of the line."""
        for block in self.open_to(person):
            if block.free:
                block.people.add(person)
                return
        self.line.append(person)

    def fill(self):
        for block in sorted(self.blocks.values(), key=lambda b: b.nearness):
            for person in list(self.line):
                if block.free and block.is_open_to(*self.people[person]):
                    self.line.remove(person)
                    block.people.add(person)

    def submit(self, person):
        self.submitted.add(person)

    def accept(self, person):
        self.submitted.discard(person)
        self.place(person)

    def leave(self, person):
        self.submitted.discard(person)
        if person in self.line:
            self.line.remove(person)
        for block in self.blocks.values():
            if person in block.people:
                block.people.remove(person)
                if block.returned:
                    self.move(block, self.goal(block), 1)
        self.fill()

    def substitute(self, person, other):
        block = self.blocks[self.seat_of(person)]
        block.people.remove(person)
        block.people.add(other)

    def goal(self, block):
        """Whence the seats were cut, and on while that has been returned itself; the pool at last."""
        above = self.blocks.get(block.parent, self.blocks["pool"])
        while above.returned and above.name != "pool":
            above = self.blocks.get(above.parent, self.blocks["pool"])
        return above

    def move(self, source, target, number):
        if not 0 < number <= source.free:
            return False
        source.seats -= number
        target.seats += number
        return True

    def reserve(self, name, unit, side, number):
        source = next((self.blocks[n] for n in (side, "pool") if self.blocks[n].free >= number), None)
        if source is None:
            return False
        key = f"{name}<{source.name}"
        block = self.blocks.setdefault(key, Seats(key, 0, unit, side, source.name, reserved=True))
        block.due, block.returned = True, False
        self.move(source, block, number)
        self.fill()
        return True

    def cut_off(self):
        due = [b for b in self.blocks.values() if (b.due and not b.returned) or (b.reserved and b.returned and b.free)]
        for block in sorted(due, key=lambda b: b.nearness):
            goal = self.goal(block)
            held = sum(self.people[p][0].startswith(block.unit) for p in self.submitted) if block.reserved else 0
            self.move(block, goal, max(block.free - held, 0))
            block.returned = True
        self.fill()
