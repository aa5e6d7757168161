"""The recipe "Luma propensity": will a visitor of the web shop place an order soon?"""
