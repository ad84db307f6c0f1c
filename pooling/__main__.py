"""`python -m pooling` is the command `pooling`."""

from pooling.cli.main import main

if __name__ == "__main__":
    main()
