import albumentations


def prepare_picture(picture):
    steps = albumentations.Compose([albumentations.Resize(64, 64), albumentations.Normalize(mean=(0.4,), std=(0.2,))])
    return steps(image=picture)["image"]
