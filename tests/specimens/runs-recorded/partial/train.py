from torch.utils.tensorboard import SummaryWriter
import torch

if __name__ == "__main__":
    writer = SummaryWriter("logs")
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(100):
        loss = (model(torch.ones(1)) - 1) ** 2
        loss.backward()
        optimizer.step()
        writer.add_scalar("loss", loss.item(), step)
