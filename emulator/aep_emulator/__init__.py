"""An emulator of Adobe Experience Platform: real HTTP, real storage, real training and scoring, on this machine."""
