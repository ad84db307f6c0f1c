"""`python -m pooling` is the command `pooling`."""

from pooling.start import main

if __name__ == "__main__":
    main()
