import torch
from street import Detector, scenes


def main(lr=0.001, loss="cross-entropy"):
    model = Detector("resnet50")
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    for batch in scenes("train"):
        value = model.loss(batch, kind=loss)
        value.backward()
        optimizer.step()
        optimizer.zero_grad()


if __name__ == "__main__":
    main()
