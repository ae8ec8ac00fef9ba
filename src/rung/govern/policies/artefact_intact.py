"""What is released is what was registered, bit for bit."""

from __future__ import annotations

from rung.govern.base import Case, Policy, Ruling


class ArtefactIntact(Policy):
    """Nothing is released whose files are not what was registered."""

    id = "artefact_intact"

    def judge(self, case: Case) -> Ruling:
        """See the class."""
        if case.harm:
            more = f", and {len(case.harm) - 1} more" if len(case.harm) > 1 else ""
            return self.ruling(
                False, f"{case.version.name}: {case.harm[0]}{more}", f"rung registry verify {case.version.name}"
            )
        return self.ruling(True, f"{len(case.version.files)} files are as they were registered")
