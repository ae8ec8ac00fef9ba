import hydra
import pytorch_lightning as pl


@hydra.main(version_base=None, config_path="settings", config_name="main")
def run(cfg):
    loggers = [hydra.utils.instantiate(each) for each in cfg.watch.values()]
    trainer = pl.Trainer(logger=loggers)
    trainer.fit(hydra.utils.instantiate(cfg.net), hydra.utils.instantiate(cfg.rows))


if __name__ == "__main__":
    run()
