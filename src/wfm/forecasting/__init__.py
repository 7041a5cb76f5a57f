"""From history to a forecast: ordinary days, unusual days, methods, backtest and band."""
