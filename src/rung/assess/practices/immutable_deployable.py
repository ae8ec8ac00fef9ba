"""What is released is one immutable package."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.images import Images, Named
from rung.assess.collectors.registry import Registry
from rung.assess.collectors.releases import Releases
from rung.assess.collectors.serving import Serving
from rung.assess.delivery.tags import Firm
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.assess.registries.base import Resolution
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, met, partial, unmet
from rung.domain.record import Deployment
from rung.domain.unread import FileKind


class ImmutableDeployable(Practice):
    """What is released is one immutable package (image or bundle) addressed by digest, containing or pinning the model.

    Why it matters
        A tag that moves means that two machines of the same release run different things, and that last week's release
        cannot be run again. Then neither a rollback nor the search for a cause starts from firm ground.

    How to get there
        Tag the image with the commit and deploy that tag, or better its digest. Put the model into the image, or name
        its version (`models:/churn/7`) in the same change, and write the version that was loaded into the log.

    Not enough
        - `latest`, or no tag at all
        - a service that takes the newest model from a bucket when it starts
        - an alias resolved at start whose version nobody records
        - a good tag that is pushed beside `latest`, when `latest` is what runs

    References
        - OpenSSF Scorecard: Pinned-Dependencies
        - Marvelous MLOps 2: environment for serving
        - ML Test Score, Infra 7
    """

    id = "immutable-deployable"
    capability = Capability.DELIVERY
    level = Level.AUTOMATED
    fresh_days = 90
    needs = ("environment-locked",)
    pitfall = "The same release runs differently on two machines, and last week's cannot be run again"
    effort = Effort.HOURS
    denied_in = frozenset({FileKind.CI, FileKind.BUILD, FileKind.SETTINGS, FileKind.INFRASTRUCTURE})
    remedy = "tag the image with the commit, deploy that tag, and name the model version in the same change"

    def judge(
        self, images: Images, registry: Registry, deployments: Deployments, releases: Releases, serving: Serving
    ) -> Judgement:
        """Image and model apart: met when both are firm, partial when one is."""
        image, image_said = self._image(images)
        model, model_said = self._model(images, registry, releases)
        packaged = [each for each in registry.serving if each.whole and each.how is Resolution.PINNED]
        if packaged and not images.files and deployments.automated:
            return met(f"{packaged[0].tool} deploys one version that holds model and image", [packaged[0].place])
        if image and model and serving.exists | bool(serving.pages):
            return met(f"{image_said}; {model_said}", [image, model])
        if image:
            return partial(f"{image_said}; {model_said}", [image, *registry.fetched, *registry.files])
        if model and (deployments.automated or images.files or images.bundles):
            return partial(f"{model_said}; {image_said}", [model, *(each.place for each in images.named[:2])])
        packed = [*images.bundles, *images.carrying]
        if packed:
            return partial(f"the service is one package; {image_said}", packed)
        served = [place for place in images.files if serving.exists and not _moves(registry)]
        if served and images.named:
            return partial(f"an image is built; {image_said}", [each.place for each in images.named])
        if served and deployments.rollouts:
            return partial(
                "an image is built and deployed; nothing names its version",
                served,
                remedy="tag the image with the commit and deploy that tag",
            )
        return unmet(image_said, images.files)

    def shown(self, records: Records) -> Shown | None:
        """Deployments that name a version which stays what it is."""
        return share(
            [each for each in records.of(Deployment) if each.status == "success"],
            lambda each: bool(each.version) and each.version not in ("latest", "main", "master"),
            "deployments name an immutable version",
            newest=10,
            at_least=2,
        )

    def _image(self, images: Images) -> tuple[Place | None, str]:
        """Where the image gets a name of its own, and what is deployed."""
        run = [each for each in images.deployed if each.firm not in (Firm.OPEN,)]
        floating = [each for each in run if each.firm is Firm.FLOATING]
        firm = [
            each
            for each in run
            if each.firm in (Firm.DIGEST, Firm.UNIQUE) or (each.firm is Firm.FIXED and each.workflow)
        ]
        published = [each for each in images.published if each.firm in (Firm.DIGEST, Firm.UNIQUE)]
        if firm:
            return firm[0].place, f"the image is deployed as {_short(firm[0])}"
        if floating and not published:
            return None, f"the image is deployed as {_short(floating[0])}, which moves"
        if floating:
            return None, f"{_short(published[0])} is pushed, but {_short(floating[0])} is deployed"
        if published:
            return published[0].place, f"the image is tagged {_short(published[0])}"
        moving = next((each for each in images.named if each.firm is Firm.FLOATING), None)
        return (
            None,
            f"the image is only tagged {_short(moving)}"
            if moving
            else "no image or bundle with a version of its own is released",
        )

    def _model(self, images: Images, registry: Registry, releases: Releases) -> tuple[Place | None, str]:
        pinned = next((each for each in registry.serving if each.how is Resolution.PINNED), None)
        if pinned:
            return pinned.place, f"the model version is pinned ({pinned.what})"
        if releases.model_tags:
            place = next(
                (each.place for each in registry.registered if each.tool == "git tags"), Place("artifacts.yaml")
            )
            return place, "the commit that is tagged pins the model"
        if images.carrying:
            return images.carrying[0], "the model is inside the image"
        taken = next((each for each in registry.serving if each.how in (Resolution.ALIAS, Resolution.OPEN)), None)
        if taken and releases.told:
            return releases.told[
                0
            ], f"the model is chosen by {taken.how.value}, and the service says which version it got"
        if taken:
            return None, f"the model is chosen by {taken.how.value} when the service starts, and nothing records which"
        if registry.serving or registry.fetched:
            return None, "the newest model is fetched when the service starts"
        return None, "nothing says which model it holds"


def _moves(registry: Registry) -> bool:
    """The service takes whatever model is there when it starts: beside an image without a version, nothing stands."""
    return bool(registry.fetched) or any(each.how in (Resolution.ALIAS, Resolution.OPEN) for each in registry.serving)


def _short(named: Named) -> str:
    return named.image if len(named.image) < 80 else f"…{named.image[-60:]}"
